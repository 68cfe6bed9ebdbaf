/** @file The console: the rail, and the place one is at. */

import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/staff';
import { Lazy } from '../ui/Lazy';
import { Palette } from '../ui/Palette';
import { Toaster } from '../ui/Toaster';
import { bindingsOf } from './acts';
import { Chats } from './Chats';
import { consoleActs } from './console_acts';
import { SignIn } from './doorway/SignIn';
import { KeySheet } from './KeySheet';
import { watchKeys } from './keys';
import { paletteActs } from './palette_acts';
import { detailsOf, go, type Place } from './place';
import { Rail } from './Rail';
import type { Session } from './session';
import { AuditLog } from './settings/AuditLog';
import { CannedPage } from './settings/CannedPage';
import { MePage } from './settings/MePage';
import { SitesPage } from './settings/SitesPage';
import { TeamPage } from './settings/TeamPage';
import { Visitors } from './Visitors';

/** Which of the columns a phone shows. */
export type Column = 'list' | 'thread' | 'stage';

function Settings({ session, place }: { readonly session: Session; readonly place: Place }) {
  const { doors, toasts } = session;
  switch (place) {
    case 'team':
      return <TeamPage doors={doors} toasts={toasts} />;
    case 'sites':
      return <SitesPage doors={doors} toasts={toasts} />;
    case 'canned':
      return <CannedPage session={session} />;
    case 'audit':
      return <AuditLog doors={doors} />;
    default:
      return (
        <MePage
          doors={doors}
          toasts={toasts}
          wishes={session.wishes}
          onSignedOut={session.signedOut}
        />
      );
  }
}

const loadReplay = () => import('./replay/ReplayPage');

/** A film of one conversation; its code comes when somebody asks for one. */
function ReplayPlace({ session }: { readonly session: Session }) {
  const [conversation = '', from] = detailsOf(session.address.value);
  return (
    <Lazy load={loadReplay}>
      {({ ReplayPage }) => (
        <ReplayPage
          key={conversation}
          session={session}
          conversation={conversation}
          from={from === undefined ? null : Number(from)}
        />
      )}
    </Lazy>
  );
}

/** Draws the whole console. */
export function App({ session }: { readonly session: Session }) {
  const column = useSignal<Column>('list');
  const drawer = useSignal(false);
  const sheet = useSignal<'keys' | 'palette' | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const view = { column, drawer, sheet, field };
  const acts = useComputed(() => consoleActs(session, view));

  useEffect(
    () =>
      watchKeys(
        () => bindingsOf(acts.peek()),
        () => {
          drawer.value = false;
        },
      ),
    [session],
  );

  if (session.boot.value === 'signed-out') {
    return <SignIn doors={session.doors} onSignedIn={session.signedIn} />;
  }
  const place = session.place.value;
  const closeSheet = () => {
    sheet.value = null;
  };
  return (
    <div
      class={`console at-${place === 'chats' ? 'chats' : 'page'} shows-${column.value} ${drawer.value ? 'drawer' : ''}`}
    >
      <Rail
        place={place}
        column={column.value}
        drawer={drawer.value}
        waiting={session.waiting.value}
        onPlace={go}
        onColumn={(next) => {
          column.value = next;
          go('chats');
        }}
        onDrawer={() => {
          drawer.value = !drawer.value;
        }}
        onKeys={() => {
          sheet.value = 'keys';
        }}
        onPalette={() => {
          sheet.value = 'palette';
        }}
      />
      {place === 'chats' && (
        <Chats session={session} column={column} drawer={drawer} field={field} />
      )}
      {place === 'visitors' && <Visitors session={session} />}
      {place === 'replay' && <ReplayPlace session={session} />}
      {place !== 'chats' && place !== 'visitors' && place !== 'replay' && (
        <Settings key={place} session={session} place={place} />
      )}
      {sheet.value === 'keys' && <KeySheet acts={acts.value} onClose={closeSheet} />}
      {sheet.value === 'palette' && (
        <Palette acts={paletteActs(session, acts.value, t)} onClose={closeSheet} />
      )}
      <Toaster toasts={session.toasts} />
    </div>
  );
}
