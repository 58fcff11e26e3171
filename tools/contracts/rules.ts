/**
 * What breaks a client that keeps to the released documents. `taken` is what callers send, `given` what they get: what is taken may
 * only widen, what is given may only narrow; but a member may always be added to what is given, for clients pass over what
 * they do not know. Problems may be added: clients go by their status.
 */
export const RULES = {
  'operation-removed': 'a call was removed before its sunset',
  'operation-renamed': 'a call has another operationId: generated clients name it by that',
  'credential-required': 'a call that was open wants a credential',
  'role-removed': 'a role may not make a call that it could make',
  'parameter-removed': 'a parameter is not taken any more',
  'parameter-required': 'a parameter has become required',
  'body-required': 'a body has become required',
  'media-type-removed': 'a media type is not taken or given any more',
  'answer-removed': 'a success is not answered with this status any more',
  'answer-header-removed': 'an answer has a header no more',
  'taken-property-removed': 'a member is refused that was taken',
  'taken-property-required': 'a member has become required',
  'taken-value-removed': 'a value is refused that was taken',
  'taken-narrowed': 'a limit, format or pattern refuses what was taken',
  'given-property-removed': 'a member is not given any more',
  'given-property-optional': 'a member that was always given may be missing',
  'given-value-added': 'a value is given that no client knows',
  'type-changed': 'a member has another type',
  'alternative-changed': 'an alternative is refused that was taken, or given that no client knows',
  'channel-removed': 'a channel of events was removed, or has another address',
  'event-removed': 'a type of event is not published, or not taken, any more',
} as const;
export type Rule = keyof typeof RULES;

export interface Breach {
  readonly rule: Rule;
  /** Such as `GET /v1/lots/{lot} 200 /stock/0/plant`. */
  readonly where: string;
  readonly text: string;
}

export const breach = (rule: Rule, where: string, text: string): Breach => ({ rule, where, text });
