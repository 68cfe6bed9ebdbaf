/** @file The pages in front of the console. */

import { render } from 'preact';
import './console_styles';
import { AcceptPage } from '../console/doorway/Accept';
import { SetupPage } from '../console/doorway/Setup';
import { createApi } from '../net/api';
import { staffDoors } from '../net/staff';
import { takeSecret } from '../state/secret';
import type { Draw } from './views';

/** Draws it: `setup`, `invite` or `reset`. */
export const draw: Draw = (root, { door }) => {
  const doors = staffDoors(createApi());
  const secret = takeSecret();
  const kind = door === 'invite' ? 'invitations' : 'password-resets';
  render(
    door === 'setup' ? (
      <SetupPage doors={doors} secret={secret} />
    ) : (
      <AcceptPage doors={doors} kind={kind} secret={secret} onDone={() => undefined} />
    ),
    root,
  );
};
