// The stories of node admission, each on a chain of its own. That of roles is in ../aura/index.ts.

import './applications.test.js';
import './parameters.test.js';
import './removals.test.js';
