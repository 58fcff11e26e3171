import { Page } from '../parts/page';

export function Changes() {
  return <Page title="Changes">{null}</Page>;
}
