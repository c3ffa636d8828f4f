// The stories of which nodes are on the network, each on a chain of its own.

import './applications.test.js';
import './roles.test.js';
import './removals.test.js';
import './parameters.test.js';
