import { Page } from '../parts/page';

export function Hold({ id }: { id: string }) {
  return <Page title={id}>{null}</Page>;
}
