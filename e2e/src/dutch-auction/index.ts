// The stories of Dutch auctions, each on a chain of its own.

import './sales.test.js';
import './tokens.test.js';
import './cancelling.test.js';
import './terms.test.js';
import './search.test.js';
