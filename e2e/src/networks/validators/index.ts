// The stories of four validators on one network. Of a node that comes late they are told early: nodes keep
// the state of 256 blocks.

import './agreement.test.js';
import './sync.test.js';
import './strangers.test.js';
import './faults.test.js';
