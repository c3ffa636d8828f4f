// A story of each feature on a chain with a block per second, as validators make them. The first expects that there
// are no tokens and collections yet. The last has a chain of its own.

import '../dutch-auction/terms.test.js';
import '../erc20/pause.test.js';
import '../erc721/burning.test.js';
import '../business-tokens/regulation.test.js';
import '../cip/proposals.test.js';
import '../node-admission/roles.test.js';
