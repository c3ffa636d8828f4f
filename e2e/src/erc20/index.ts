// The stories of ERC20 tokens on one chain. The first knows all that there are.

import './creation.test.js';
import './transfers.test.js';
import './allowances.test.js';
import './supply.test.js';
import './pause.test.js';
import './ledger.test.js';
import './ownership.test.js';
