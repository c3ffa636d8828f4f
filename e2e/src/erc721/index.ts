// The stories of ERC721 items on one chain. The first knows all collections that there are, and the last adds up
// what all of them have left. That of items that are burned is in ../aura/index.ts.

import './collections.test.js';
import './transfers.test.js';
import './metadata.test.js';
import './ownership.test.js';
