/** @file The demo page */

import { render } from 'preact';

const root = document.getElementById('app');
if (root) {
  render(<h1> a customer and the console side by side.:Demo</h1>, root);
}
