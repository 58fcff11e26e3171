import { readFileSync } from 'node:fs';
import { parseTopology } from '../../config/topology-text';

const DEMO = readFileSync('config/topology.demo.yaml', 'utf8').replaceAll(/\$\{\w+\}/g, 'http://127.0.0.1:1');
const PROVIDER = `{ name: workforce, issuer: 'https://login.example', audience: interlock, claims: { role: roles }, roles: { qa: quality } }`;
/** The provider, with the console as its client. */
const withConsole = (console: string) => PROVIDER.replace('claims:', `${console}, claims:`);
const findings = (identity: string) =>
  parseTopology({ text: `${DEMO}\nidentity: ${identity}\n`, variables: {} }).findings;

it('a provider needs no more than its issuer, the audience, and what roles are called there', () => {
  expect(findings(`{ oidc: [ ${PROVIDER} ] }`)).toEqual([]);
  expect(
    findings(`{ oidc: [ ${withConsole('console: { clientId: c, parameters: { resource: x } }')} ] }`),
  ).toEqual([]);
});

it.each([
  ['two of one name', `${PROVIDER}, ${PROVIDER.replace('login', 'other')}`, 'identity.oidc[1].name'],
  ['two of one issuer', `${PROVIDER}, ${PROVIDER.replace('workforce', 'others')}`, 'identity.oidc[1].issuer'],
  [
    'one whose people could be taken for certificates',
    PROVIDER.replace('workforce', 'certificate'),
    'identity.oidc[0].name',
  ],
  ['one over a line that is not safe', PROVIDER.replace('https', 'http'), 'identity.oidc[0].issuer'],
  ['one that gives nobody a role', PROVIDER.replace('qa: quality', ''), 'identity.oidc[0].roles'],
  [
    'one that gives a role which there is not',
    PROVIDER.replace('qa: quality', 'qa: root'),
    'identity.oidc[0].roles.qa',
  ],
  [
    'one that tells nobody who signs in at the console',
    withConsole('console: { clientId: c, scopes: [email] }'),
    'identity.oidc[0].console.scopes',
  ],
  [
    'one whose parameters are the protocol’s own',
    withConsole("console: { clientId: c, parameters: { redirect_uri: 'https://evil.example' } }"),
    'identity.oidc[0].console.parameters.redirect_uri',
  ],
])('of providers, %s is refused, with its place', (_, providers, at) => {
  expect(findings(`{ oidc: [ ${providers} ] }`)).toMatchObject([{ path: at, line: expect.any(Number) }]);
});

it.each([
  [
    'proxies that are no addresses',
    `proxies: [ proxy.example ], subjects: {}`,
    'identity.mutualTls.proxies[0]',
  ],
  ['no proxy', `proxies: [], subjects: {}`, 'identity.mutualTls.proxies'],
  [
    'a plant that there is not',
    `proxies: [ '192.0.2.7' ], subjects: { 'DNS:mes.example': { name: MES, role: plant, plants: [ paris ] } }`,
    'identity.mutualTls.subjects.DNS:mes.example.plants',
  ],
])('of certificates, %s is refused, with its place', (_, settings, at) => {
  expect(findings(`{ mutualTls: { ${settings} } }`)).toMatchObject([{ path: at, line: expect.any(Number) }]);
});
