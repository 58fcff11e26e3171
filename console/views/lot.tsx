import { Page } from '../parts/page';

export function Lot({ lot }: { lot: string }) {
  return <Page title={lot}>{null}</Page>;
}
