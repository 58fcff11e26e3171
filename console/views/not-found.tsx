import { useLocation } from 'preact-iso';
import { Page } from '../parts/page';

export function NotFound() {
  const { path } = useLocation();
  return (
    <Page title="Nothing here">
      <p class="empty">
        There is no view at {path}. <a href="/console">Go to what is happening now.</a>
      </p>
    </Page>
  );
}
