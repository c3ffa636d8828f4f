// The stories of ERC20 tokens on one chain. The first knows all that there are. That of tokens that are paused is in
// ../aura/index.ts.

import './creation.test.js';
import './transfers.test.js';
import './allowances.test.js';
import './supply.test.js';
import './ledger.test.js';
import './ownership.test.js';
