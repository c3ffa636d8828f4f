// The stories of business tokens on one chain.

import './redemption.test.js';
import './sales.test.js';
import './policies.test.js';
import './regulation.test.js';
