// The stories of business tokens on one chain. That of regulated ones is in ../aura/index.ts.

import './policies.test.js';
import './redemption.test.js';
import './sales.test.js';
