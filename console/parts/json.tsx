/** What a machine said or was told, as it was, for whoever wants to know exactly; closed until it is asked for. */
export function Json({ name, of }: { name: string; of: unknown }) {
  return (
    <details class="json">
      <summary>{name}</summary>
      <pre>{JSON.stringify(of, null, 2)}</pre>
    </details>
  );
}
