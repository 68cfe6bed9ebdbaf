/** @file Every component on one page, in every state it has. */

import { signal } from '@preact/signals';
import { render } from 'preact';
import './console_styles';
import './parts.css';
import { Avatar } from '../ui/Avatar';
import { Badge } from '../ui/Badge';
import { Button } from '../ui/Button';
import { Confirm } from '../ui/Confirm';
import { CopyField } from '../ui/CopyField';
import { Empty } from '../ui/Empty';
import { Field } from '../ui/Field';
import { IconButton } from '../ui/IconButton';
import { add, bin, chats, more, search, site } from '../ui/icons';
import { LinkBar } from '../ui/LinkBar';
import { Menu } from '../ui/Menu';
import { Ring } from '../ui/Ring';
import { Select } from '../ui/Select';
import { Skeletons } from '../ui/Skeletons';
import { Switch } from '../ui/Switch';
import { Tabs } from '../ui/Tabs';
import type { Draw } from './views';

const on = signal(true);
const nothing = () => undefined;
const COLOURS = [0, 1, 2, 3, 4, 5, 6, 7];
const STATES = ['online', 'away', 'reconnecting', 'offline'] as const;

function Buttons() {
  return (
    <section>
      <Button kind="primary">Primário</Button>
      <Button svg={add}>Añadir</Button>
      <Button kind="quiet">Silencióso</Button>
      <Button kind="danger" svg={bin}>
        Eliminár
      </Button>
      <Button busy>Enviándo</Button>
      <Button disabled>Inactívo</Button>
      <Button small keys="E">
        Resolvér
      </Button>
      <Button kind="primary" keys="Mod+Enter">
        Enviár
      </Button>
    </section>
  );
}

function Icons() {
  return (
    <section>
      <IconButton svg={chats} label="Chats" tip="below" keys="G C" onClick={nothing} />
      <IconButton svg={search} label="Search" pressed onClick={nothing} />
      <IconButton svg={site} label="Sites" disabled onClick={nothing} />
      <Menu
        svg={more}
        label="More"
        items={[
          { label: 'Márcar', onPick: nothing },
          { label: 'Eliminár', danger: true, svg: bin, onPick: nothing },
          { label: 'Inactívo', disabled: true, onPick: nothing },
        ]}
      />
      <Badge>Neutrál</Badge>
      <Badge kind="good">Bién</Badge>
      <Badge kind="warning">Esperá</Badge>
      <Badge kind="danger">Cerrádo</Badge>
      <Ring part={0.7} label="Left">
        0:42
      </Ring>
    </section>
  );
}

function Faces() {
  return (
    <section>
      {COLOURS.map((colour) => (
        <Avatar key={colour} name="Ana Ruiz" colour={colour} {...stateOf(colour)} />
      ))}
      <Avatar name={null} colour={null} />
      <Avatar name="Ida" colour={2} small />
    </section>
  );
}

function stateOf(colour: number) {
  const state = STATES[colour];
  return state ? { state } : {};
}

function Fields() {
  return (
    <section class="wide">
      <Field label="Nómbre" value="Ana" hint="Lo vén los visitántes." onInput={nothing} />
      <Field label="Corréo" value="ana@" kind="email" fault="Fálta algo." onInput={nothing} />
      <Field label="Clavé" value="secret" kind="password" onInput={nothing} />
      <Field label="Direcciónes" value="" lines={2} placeholder="https://…" onInput={nothing} />
      <Select
        label="Idióma"
        value="es"
        options={[{ value: 'es', label: 'Español' }]}
        onPick={nothing}
      />
      <Switch
        label="Sonído"
        on={on.value}
        onChange={(next) => {
          on.value = next;
        }}
      />
      <CopyField label="Líñea" value="https://chat.example/invite#Zm9yLXRlc3Rz" primary />
      <Tabs
        label="Conversations"
        controls="parts"
        current="mine"
        tabs={[
          { name: 'mine', label: 'Míos', count: 3 },
          { name: 'all', label: 'Tódos', count: 128 },
        ]}
        onPick={nothing}
      />
      <Confirm question="¿Quitár?" act="Quitár" onConfirm={nothing}>
        {(ask) => (
          <Button testId="ask" onClick={ask}>
            Quitár
          </Button>
        )}
      </Confirm>
    </section>
  );
}

/** Draws them. */
export const draw: Draw = (root) => {
  render(
    <main class="parts" id="parts">
      <h1>Componéntes</h1>
      <Buttons />
      <Icons />
      <Faces />
      <Fields />
      <section class="wide">
        <LinkBar view={{ kind: 'reconnecting' }} onRetry={nothing} />
        <LinkBar view={{ kind: 'ended', code: 4104 }} onRetry={nothing} />
        <Skeletons label="Cargándo" rows={2} />
        <Empty svg={chats} title="Náda" act={<Button kind="primary">Empezár</Button>}>
          Aquí no hay náda todavía.
        </Empty>
      </section>
    </main>,
    root,
  );
};
