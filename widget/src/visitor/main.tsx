/** @file The visitor’s panel, inside its iframe on the shop. */

import { render } from 'preact';

const root = document.getElementById('app');
if (root) {
  render(<h1>Panel</h1>, root);
  // The stage stays out of the first load.
  import('../coview/stage').then(({ Stage }) => {
    render(
      <main>
        <h1>Panel</h1>
        <Stage />
      </main>,
      root,
    );
  });
}
