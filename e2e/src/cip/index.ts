// The stories of governance, each on a chain of its own. That of proposals is in ../aura/index.ts.

import './decisions.test.js';
import './crowds.test.js';
