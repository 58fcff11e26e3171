import { Page } from '../parts/page';

export function Exceptions() {
  return <Page title="Exceptions">{null}</Page>;
}
