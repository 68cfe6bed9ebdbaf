/** @file All saved answers the reader finds: words by language, pictures, who finds them. */

import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { count, t } from '../../i18n/staff';
import { codeOf } from '../../net/refused';
import { createAsking } from '../../state/asking';
import { Button } from '../../ui/Button';
import { Empty } from '../../ui/Empty';
import { Field } from '../../ui/Field';
import { Icon } from '../../ui/Icon';
import { IconButton } from '../../ui/IconButton';
import { add, alert, answers, close, picture } from '../../ui/icons';
import { MediaImage } from '../../ui/MediaImage';
import { Skeletons } from '../../ui/Skeletons';
import type { Canned } from '../../wire/generated';
import { CANNED_FAULTS, CannedSave, ScopeSelect } from '../CannedSave';
import { wordsIn } from '../canned_words';
import { askingWords } from '../faults';
import type { Session } from '../session';
import { Page } from './Page';

/** See {@link CannedPage}. */
export interface CannedPageProps {
  readonly session: Session;
}

/** Draws it. */
export function CannedPage({ session }: CannedPageProps) {
  const { all, failed, load, doors, drop, put } = session.canned;
  const adding = useSignal(false);
  const editing = useSignal<string | null>(null);
  const deleted = useSignal<Canned | null>(null);
  useEffect(() => void load(), []);
  const list = all.value;

  function remove(canned: Canned) {
    doors.remove(canned.id).then(
      () => {
        drop(canned.id);
        deleted.value = canned;
        editing.value = null;
      },
      () => session.toasts.say(t('page.failed'), 'fault'),
    );
  }

  function bringBack(canned: Canned) {
    doors.restore(canned.id).then(
      (back) => {
        put(back);
        deleted.value = null;
      },
      (error) => {
        const taken = codeOf(error) === 'id_taken';
        session.toasts.say(t(taken ? 'canned.fault.name' : 'page.failed'), 'fault');
      },
    );
  }

  return (
    <Page
      place="canned"
      title={t('place.canned')}
      lead={t('canned.lead')}
      act={
        <Button
          svg={add}
          testId="canned-add"
          onClick={() => {
            adding.value = true;
          }}
        >
          {t('canned.add')}
        </Button>
      }
    >
      {deleted.value && (
        <p class="canned-undo" role="status" data-testid="canned-undo">
          {t('canned.deleted', { name: deleted.value.name })}
          <Button
            small
            testId="canned-undo-act"
            onClick={() => deleted.value && bringBack(deleted.value)}
          >
            {t('canned.undo')}
          </Button>
        </p>
      )}
      {list === null && !failed.value && <Skeletons label={t('page.loading')} rows={4} />}
      {list === null && failed.value && (
        <Empty
          svg={alert}
          title={t('canned.failed')}
          act={<Button onClick={() => void load()}>{t('link.retry')}</Button>}
        />
      )}
      {list?.length === 0 && (
        <Empty svg={answers} title={t('canned.none')}>
          {t('canned.none.body')}
        </Empty>
      )}
      {list && list.length > 0 && (
        <ul class="card flush canned-rows">
          {[...list]
            .sort((a, b) => a.name.localeCompare(b.name))
            .map((canned) => (
              <li key={canned.id} data-testid="canned-row">
                {editing.value === canned.id ? (
                  <Editor
                    session={session}
                    canned={canned}
                    onDone={() => {
                      editing.value = null;
                    }}
                    onDelete={() => remove(canned)}
                  />
                ) : (
                  <Row
                    session={session}
                    canned={canned}
                    onEdit={() => {
                      editing.value = canned.id;
                    }}
                  />
                )}
              </li>
            ))}
        </ul>
      )}
      {adding.value && (
        <CannedSave
          session={session}
          conversation={null}
          text=""
          onClose={() => {
            adding.value = false;
          }}
        />
      )}
    </Page>
  );
}

interface RowProps {
  readonly session: Session;
  readonly canned: Canned;
  readonly onEdit: () => void;
}

function Row({ session, canned, onEdit }: RowProps) {
  return (
    <div class="canned-row">
      <Thumbs session={session} canned={canned} />
      <div class="canned-words">
        <b>
          <bdi>/{canned.name}</bdi>
          <small>{t(canned.scope === 'all' ? 'canned.scope.all' : 'canned.scope.me')}</small>
          {canned.uses > 0 && <small>{count('canned.uses', canned.uses)}</small>}
          {canned.visuals.some((one) => one.gone) && (
            <small class="faulty">{t('canned.gone')}</small>
          )}
        </b>
        <bdi dir="auto">{wordsIn(canned, null)}</bdi>
      </div>
      {canned.mine && (
        <Button small testId="canned-edit" onClick={onEdit}>
          {t('canned.edit')}
        </Button>
      )}
    </div>
  );
}

function Thumbs({ session, canned }: Pick<RowProps, 'session' | 'canned'>) {
  return (
    <>
      {canned.visuals.map(({ media, gone }) =>
        gone ? (
          <span key={media} class="canned-thumb gone" title={t('canned.gone')}>
            <Icon svg={picture} small />
          </span>
        ) : (
          <span key={media} class="canned-thumb">
            <MediaImage load={(failed) => session.media.imageUrl(media, 'thumb', failed)} />
          </span>
        ),
      )}
    </>
  );
}

interface EditorProps {
  readonly session: Session;
  readonly canned: Canned;
  readonly onDone: () => void;
  readonly onDelete: () => void;
}

function Editor({ session, canned, onDone, onDelete }: EditorProps) {
  const name = useSignal(canned.name);
  const scope = useSignal(canned.scope);
  const bodies = useSignal<readonly (readonly [string, string])[]>(
    Object.entries(canned.bodies).length > 0
      ? Object.entries(canned.bodies).map(([tag, text]) => [tag, text ?? ''] as const)
      : [[canned.language, '']],
  );
  const visuals = useSignal(canned.visuals);
  const asked = useMemo(createAsking, []);
  const busy = asked.state.value.kind === 'running';
  const edit = (at: number, tag: string, text: string) => {
    bodies.value = bodies.value.map((one, place) => (place === at ? [tag, text] : one));
  };
  function save() {
    const filled = bodies.value.filter(([tag, text]) => tag.trim() !== '' && text.trim() !== '');
    const patch = {
      name: name.value,
      scope: scope.value,
      bodies: Object.fromEntries(filled),
      language: bodies.value[0]?.[0] || canned.language,
      visuals: visuals.value.map(({ media }) => media),
    };
    asked.run(
      () => session.canned.doors.change(canned.id, patch),
      (changed) => {
        session.canned.put(changed);
        session.toasts.say(t('page.saved'));
        onDone();
      },
    );
  }
  return (
    <form
      class="canned-form"
      data-testid="canned-editor"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) save();
      }}
    >
      <Field
        label={t('canned.name')}
        value={name.value}
        fault={askingWords(asked.state.value, CANNED_FAULTS)}
        required
        testId="canned-name"
        onInput={(next) => {
          name.value = next;
        }}
      />
      {bodies.value.map(([tag, text], at) => (
        <div class="canned-body" key={at}>
          <Field
            label={t(at === 0 ? 'canned.language.first' : 'canned.language')}
            value={tag}
            placeholder="en"
            onInput={(next) => edit(at, next, text)}
          />
          <Field
            label={t('canned.words')}
            {...(at === 0 ? { hint: t('canned.words.hint') } : {})}
            value={text}
            lines={3}
            testId="canned-text"
            onInput={(next) => edit(at, tag, next)}
          />
        </div>
      ))}
      <div>
        <Button
          small
          svg={add}
          testId="canned-language"
          onClick={() => {
            bodies.value = [...bodies.value, ['', '']];
          }}
        >
          {t('canned.language.add')}
        </Button>
      </div>
      {visuals.value.length > 0 && (
        <ul class="canned-pictures" aria-label={t('canned.pictures.label')}>
          {visuals.value.map((visual) => (
            <li key={visual.media}>
              <Thumbs session={session} canned={{ ...canned, visuals: [visual] }} />
              <IconButton
                svg={close}
                label={t('canned.picture.remove')}
                onClick={() => {
                  visuals.value = visuals.value.filter((one) => one !== visual);
                }}
              />
            </li>
          ))}
        </ul>
      )}
      {session.looksAfterTeam.value && (
        <ScopeSelect
          scope={scope.value}
          onPick={(next) => {
            scope.value = next;
          }}
        />
      )}
      <div class="acts">
        <Button kind="danger" testId="canned-delete" onClick={onDelete}>
          {t('canned.delete')}
        </Button>
        <Button onClick={onDone}>{t('confirm.cancel')}</Button>
        <Button kind="primary" submit busy={busy} testId="canned-change">
          {t('page.save')}
        </Button>
      </div>
    </form>
  );
}
