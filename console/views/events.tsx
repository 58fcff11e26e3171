import { Page } from '../parts/page';

export function Events() {
  return <Page title="Events">{null}</Page>;
}
