import type { Action } from '../domain/policy';
import type { Route } from './route';

/** The call as policies name it. */
export const actionOf = ({ id, tag, kind }: Pick<Route, 'id' | 'tag' | 'kind'>): Action => ({
  id,
  tag,
  nature: kind === 'command' ? 'command' : 'read',
});
