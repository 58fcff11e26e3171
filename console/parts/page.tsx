import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';

/** A view: its heading, which is the tab's title too, and what it shows. */
export function Page({
  title,
  lead,
  children,
}: {
  title: string;
  lead?: ComponentChildren;
  children: ComponentChildren;
}) {
  useEffect(() => {
    document.title = `${title} · Interlock`;
  }, [title]);
  return (
    <>
      <div class="page-head">
        <h1>{title}</h1>
        {lead}
      </div>
      {children}
    </>
  );
}

/** A part of a view, named by its heading. */
export function Section({
  title,
  aside,
  children,
}: {
  title: string;
  aside?: ComponentChildren;
  children: ComponentChildren;
}) {
  const id = `s-${title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`;
  return (
    <section aria-labelledby={id}>
      <div class="section-head">
        <h2 id={id}>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}
