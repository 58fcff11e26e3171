import { Page } from '../parts/page';

export function Lots() {
  return <Page title="Lots">{null}</Page>;
}
