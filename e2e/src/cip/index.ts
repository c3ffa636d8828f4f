// The stories of governance, each on a chain of its own.

import './proposals.test.js';
import './decisions.test.js';
import './crowds.test.js';
