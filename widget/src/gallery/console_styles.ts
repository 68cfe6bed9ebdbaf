/** @file The style sheets of the console in the order its page loads them. */

import '../ui/tokens.css';
import '../ui/base.css';
import '../ui/thread.css';
import '../ui/forms.css';
import '../ui/overlays.css';
import '../console/canned.css';
import '../console/fonts.css';
import '../console/console.css';
import '../console/settings.css';
