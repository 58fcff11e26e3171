import { Page } from '../parts/page';

export function Exception({ id }: { id: string }) {
  return <Page title={id}>{null}</Page>;
}
