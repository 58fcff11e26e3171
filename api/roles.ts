import { ROLES } from '../config/credentials';

/** Sets of roles that the route table names (CONTRACT §3, "Who may"); whoever is not named is refused. */
export const EVERYONE = ROLES;
export const READERS = ROLES.filter((role) => role !== 'partner' && role !== 'plant');
export const ADMINISTRATORS = ['administrator'] as const;
export const HOLDERS = ['administrator', 'quality'] as const;
export const DECIDERS = ['quality'] as const;
export const ENGINEERS = ['administrator', 'engineering'] as const;
export const PLANNERS = ['administrator', 'planning'] as const;
export const CHANGE_DECIDERS = ['administrator', 'planning'] as const;
/** Who ships asks for authorization: it is no decision, the gate's rules make it. */
export const SHIPPERS = ['administrator', 'quality', 'planning'] as const;
export const PLANTS = ['administrator', 'plant'] as const;
export const SUPPORTERS = ['administrator', 'support'] as const;
