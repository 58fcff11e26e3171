import { Page } from '../parts/page';

export function Change({ id }: { id: string }) {
  return <Page title={id}>{null}</Page>;
}
