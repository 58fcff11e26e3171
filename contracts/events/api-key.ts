import { z } from 'zod';
import { ApiKey } from '../api-key';
import { contract } from './contract';

const Changed = z.object({
  apiKey: z.string(),
  ...ApiKey.pick({
    line: true,
    name: true,
    holder: true,
    role: true,
    plants: true,
    scopes: true,
    prefix: true,
    expiresAt: true,
  }).shape,
});

export const API_KEY_EVENTS = {
  'interlock.api-key.created.v1': contract('audit', 'A system or a person was given an API key.', Changed),
  'interlock.api-key.rotated.v1': contract(
    'audit',
    'An API key was given a successor, which is the same caller.',
    Changed,
  ),
  'interlock.api-key.revoked.v1': contract(
    'audit',
    'An API key, and all of its line, is good no more.',
    Changed,
  ),
} as const;
