import { Page } from '../parts/page';

export function Transaction({ id }: { id: string }) {
  return <Page title={id}>{null}</Page>;
}
