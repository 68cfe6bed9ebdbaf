/**
 * @file An agent invites two visitors from the list of visitors. One opens the invitation and finds
 * the agent's words in the chat; the other one puts it away and is left in peace. The agent sees
 * what became of both.
 */

import assert from 'node:assert/strict';
import { provesAccessible } from './accessible.mjs';
import { openAgent, openVisitor } from './people.mjs';
import { provesQuiet } from './quiet.mjs';
import { startDemo } from './server.mjs';

const BUBBLE = 'vitrine-widget >>> [data-testid="invitation"]';
const OPEN = 'vitrine-widget >>> .invite-open';
const CLOSE = 'vitrine-widget >>> .invite-close';
const VISITORS = '[data-testid="page-visitors"]';
const DIALOG = '[data-testid="invitation-dialog"]';
const WORDS = 'Hello! The stool also comes in oak. Shall I show you?';

export async function play(journey) {
  journey.step('starting the server');
  const demo = await startDemo();
  journey.finally(() => demo.stop());
  const browser = await journey.launch();
  journey.step('two visitors look at the shop');
  // The panel comes when the journey has seen what the agent is told before.
  let letIn;
  const door = new Promise((open) => {
    letIn = open;
  });
  journey.finally(async () => letIn());
  const curious = await openVisitor(browser, demo, {
    page: `${demo.shop}/p/stool.html`,
    answer: { path: '**/panel?*', handle: (route) => door.then(() => route.continue()) },
  });
  journey.watch(curious);
  const busy = await openVisitor(browser, demo, { page: `${demo.shop}/p/lamp.html` });
  journey.watch(busy);
  journey.step('the agent looks who is there');
  const agent = await openAgent(browser, demo);
  journey.watch(agent);
  await agent.screen.top.evaluate(() => {
    location.hash = '#/visitors';
  });
  const [stool, lamp] = [line(agent, 'Tria stool'), line(agent, 'Faro desk lamp')];
  await journey.also(provesAccessible('the visitors', agent.pane));

  await invited(journey, { agent, visitor: curious, who: stool });
  await opened(journey, { agent, curious, stool, letIn });
  await agent.screen.top.evaluate(() => {
    location.hash = '#/visitors';
  });
  await invited(journey, { agent, visitor: busy, who: lamp });
  await putAway(journey, { agent, busy, lamp });
  journey.step('listening to the browsers');
  provesQuiet([curious.screen, busy.screen, agent.screen]);
}

/** The visitor in the list who looks at this product. */
function line(agent, product) {
  const says = (what, words, gone = false) =>
    agent.pane.until(
      `the visitor who looks at ${product} ${what}`,
      ([name, wanted, absent]) => {
        const rows = [...document.querySelectorAll('[data-testid="visitor"]')];
        const row = rows.find((one) =>
          one.querySelector('.visitor-page').textContent.includes(name),
        );
        return row !== undefined && row.textContent.includes(wanted) !== absent;
      },
      [product, words, gone],
    );
  return {
    says: (words) => says(`has “${words}”`, words),
    lacks: (words) => says(`has no “${words}”`, words, true),
    /** Presses a button in this line. */
    press: async (words) => {
      await says(`has “${words}”`, words);
      await agent.pane.evaluate(
        ([name, wanted]) => {
          for (const row of document.querySelectorAll('[data-testid="visitor"]')) {
            const here = row.querySelector('.visitor-page').textContent.includes(name);
            const buttons = here ? [...row.querySelectorAll('button')] : [];
            const button = buttons.find((one) => one.textContent === wanted);
            if (button) button.dataset.journey = 'next';
          }
        },
        [product, words],
      );
      await agent.pane.click(`${VISITORS} [data-journey="next"]`);
    },
  };
}

async function invited(journey, { agent, visitor, who }) {
  journey.step(`the agent invites the visitor`);
  await who.press('Invite');
  await agent.pane.shows(DIALOG);
  const first = await agent.pane.evaluate(() => document.activeElement.dataset.testid);
  assert.equal(first, 'invitation-send', 'what the dialog is for comes first');
  const field = `${DIALOG} textarea`;
  await agent.pane.click(field);
  await agent.pane.evaluate((selector) => document.querySelector(selector).select(), field);
  await agent.screen.text(WORDS);
  await journey.picture(agent.screen, 'inviting');
  await agent.pane.click('[data-testid="invitation-send"]');
  await agent.pane.lacks(DIALOG);
  await who.says('Invited by');
  await who.lacks('Invite to');
  journey.step('the words are beside the button');
  const { top } = visitor.screen;
  await top.shows(BUBBLE);
  const said = await top.evaluate(
    () =>
      document.querySelector('vitrine-widget').shadowRoot.querySelector('.invite-text').textContent,
  );
  assert.equal(said, WORDS);
  await journey.picture(visitor.screen, 'invited');
}

async function opened(journey, { agent, curious, stool, letIn }) {
  journey.step('the visitor opens the invitation');
  await curious.screen.top.click(OPEN);
  await curious.screen.top.until(
    'the words are put away',
    () => !document.querySelector('vitrine-widget').shadowRoot.querySelector('.invite'),
  );
  await stool.says('Opened the invitation');
  letIn();
  journey.step('the words are the first message of the chat');
  await curious.hears(WORDS, { mine: false });
  await journey.picture(curious.screen, 'opened');
  await stool.press('Open');
  await agent.hears(WORDS, { mine: true });
  await curious.say('In oak, please!');
  await agent.hears('In oak, please!', { mine: false });
}

async function putAway(journey, { agent, busy, lamp }) {
  journey.step('the other visitor puts it away');
  await busy.screen.top.click(CLOSE);
  await busy.screen.top.until(
    'the words are gone',
    () => !document.querySelector('vitrine-widget').shadowRoot.querySelector('.invite'),
  );
  await lamp.says('Put the invitation away');
  await lamp.lacks('Invite');
  await journey.picture(agent.screen, 'put-away');
  journey.step('opening the chat later begins an empty one');
  await busy.openPanel();
  await busy.say('Is this lamp dimmable?');
  await busy.hears('Is this lamp dimmable?', { mine: true });
  const words = await busy.pane.evaluate(() => document.body.textContent);
  assert.ok(!words.includes(WORDS), 'what was put away does not come back');
}
