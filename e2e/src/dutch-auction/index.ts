// The stories of Dutch auctions, each on a chain of its own. That of terms is in ../aura/index.ts.

import './sales.test.js';
import './tokens.test.js';
import './cancelling.test.js';
import './search.test.js';
