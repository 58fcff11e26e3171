'use strict';
// Makes the page of the documents one to try: sends what the forms say to this host, and shows what it answers.

const credential = document.getElementById('credential');
const filter = document.getElementById('filter');
for (const part of document.querySelectorAll('.try')) part.hidden = false;

document.addEventListener('submit', async (event) => {
  event.preventDefault();
  const form = event.target;
  if (!form.dataset.path) return;
  const output = form.querySelector('output');
  output.textContent = '…';
  const started = performance.now();
  try {
    const response = await fetch(addressOf(form), {
      method: form.dataset.method,
      headers: headersOf(form),
      body: form.elements.body?.value,
    });
    const ms = Math.round(performance.now() - started);
    const head = `${response.status} ${response.statusText} in ${ms} ms\n${headersIn(response)}\n\n`;
    let text = '';
    // Bit by bit: a stream of events has no end.
    for await (const bit of response.body.pipeThrough(new TextDecoderStream())) {
      text += bit;
      output.textContent = head + text;
    }
    output.textContent = head + pretty(text);
  } catch (error) {
    output.textContent = `No answer: ${error.message}`;
  }
});

const fieldsOf = (form, where) =>
  [...form.querySelectorAll(`input[data-in="${where}"]`)].filter(({ value }) => value !== '');

function addressOf(form) {
  let path = form.dataset.path;
  for (const { name, value } of fieldsOf(form, 'path'))
    path = path.replace(`{${name}}`, encodeURIComponent(value));
  const query = new URLSearchParams(fieldsOf(form, 'query').map(({ name, value }) => [name, value]));
  return query.size > 0 ? `${path}?${query}` : path;
}

function headersOf(form) {
  const headers = new Headers(fieldsOf(form, 'header').map(({ name, value }) => [name, value]));
  if (credential.value !== '') headers.set('Authorization', `Bearer ${credential.value}`);
  if (form.elements.body) headers.set('Content-Type', form.elements.body.dataset.type);
  // A command that is sent again by the button is another one, unless somebody wrote a key.
  if (form.elements['Idempotency-Key'] && !headers.has('Idempotency-Key'))
    headers.set('Idempotency-Key', crypto.randomUUID());
  return headers;
}

const headersIn = ({ headers }) => [...headers].map(([name, value]) => `${name}: ${value}`).join('\n');

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

filter.addEventListener('input', () => {
  const wanted = filter.value.trim().toLowerCase();
  for (const part of document.querySelectorAll('.call')) {
    const { id } = part;
    const head = `${id} ${part.querySelector('summary').textContent}`.toLowerCase();
    part.hidden = !head.includes(wanted);
  }
});

const openTarget = () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target instanceof HTMLDetailsElement) target.open = true;
};
window.addEventListener('hashchange', openTarget);
openTarget();
