import type { Policy } from './policy';

const OURS: Policy['access'] = ['plant', 'enterprise'];

/**
 * Who may what where a topology has no `policies` of its own. `administrator` every call except dispositions; `quality` holds,
 * dispositions, physical control, residuals; `engineering` changes; `planning` orders and change decisions; `support`
 * exceptions; `auditor` every GET; `partner` its own lots. All but partners, and plants' own processes, may GET, preview and
 * preflight; all may ask the gate.
 */
export const DEFAULT_POLICIES: readonly Policy[] = [
  {
    id: 'all-ask-the-gate',
    roles: ['administrator', 'quality', 'engineering', 'planning', 'support', 'auditor', 'partner', 'plant'],
    actions: ['askGate'],
    except: [],
    plants: 'all',
    access: ['plant', 'enterprise', 'partner', 'saas'],
  },
  {
    id: 'people-read',
    roles: ['administrator', 'quality', 'engineering', 'planning', 'support', 'auditor'],
    actions: ['read:*'],
    // A plant's list is for the plant, and in all its length.
    except: ['getDenyList', 'reportTopology', 'setSigningSecret', 'decodePayloads', 'encodePayloads'],
    plants: 'all',
    access: [...OURS, 'saas'],
  },
  {
    id: 'administration',
    roles: ['administrator'],
    actions: ['*'],
    except: ['command:dispositions'],
    plants: 'own',
    access: OURS,
  },
  {
    id: 'quality-decides',
    roles: ['quality'],
    actions: [
      'command:holds',
      'command:dispositions',
      'command:inspections',
      'command:recall drills',
      // Who ships asks for authorization: it is no decision, the gate's rules make it.
      'authorizeShipment',
      'cancelShipmentAuthorization',
    ],
    except: [],
    plants: 'own',
    access: OURS,
  },
  {
    id: 'engineering-changes',
    roles: ['engineering'],
    actions: ['requestChange', 'withdrawChange'],
    except: [],
    plants: 'own',
    access: OURS,
  },
  {
    id: 'planning-orders',
    roles: ['planning'],
    actions: ['dispatchOrder', 'decideAffected', 'authorizeShipment', 'cancelShipmentAuthorization'],
    except: [],
    plants: 'own',
    access: OURS,
  },
  {
    id: 'support-resolves',
    roles: ['support'],
    actions: ['resolveException'],
    except: [],
    plants: 'own',
    access: OURS,
  },
  {
    id: 'payloads-are-read',
    roles: ['support', 'auditor'],
    actions: ['decodePayloads'],
    except: [],
    plants: 'all',
    access: OURS,
  },
  {
    id: 'signers-sign',
    roles: ['quality', 'engineering'],
    actions: ['signRecord', 'setSigningSecret'],
    except: [],
    plants: 'own',
    access: OURS,
  },
  {
    id: 'plants-fetch-what-they-go-by',
    roles: ['plant'],
    actions: ['getDenyList', 'reportTopology'],
    except: [],
    plants: 'own',
    access: ['plant'],
  },
  {
    id: 'partners-see-their-own-lots',
    roles: ['partner'],
    actions: ['getLot', 'getGenealogy'],
    except: [],
    plants: 'all',
    access: ['partner'],
  },
];
