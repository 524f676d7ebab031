// Several accounts, what each may do, and boards that are missing.
import assert from 'node:assert/strict';
import { scenario } from './harness/scenario.mjs';
import { until } from './harness/until.mjs';
import { exactly, problem, word } from './harness/words.mjs';

// The browser's own line for the answer 401.
const NETWORK = [/Failed to load resource/];
const PAGE = 'https://shop.example/one';

/** Lets Pinterest's window connect that account, once it is open. */
async function consent(world, account) {
  const page = await world.browser.consent();
  await page.css('#account').evaluate((select, value) => { select.value = value; }, account);
  await page.css('#allow').click();
}

/** Connects ben beside ada, from the settings. */
async function connectBen(world, options) {
  await world.standin.seed({ account: 'ben', boards_list: [{ name: 'Sheds', privacy: 'PUBLIC' }] });
  await options.css('.account-more summary').click();
  await options.role('button', word('connect_another')).click();
  await consent(world, 'ben');
  await options.shows(/ben · /);
}

scenario('two accounts side by side, and one click or key between them', {}, async (world) => {
  const options = await world.connect();
  await connectBen(world, options);
  await world.look(options, 'options-two');
  assert.equal(await options.css('.account').count(), 2);
  const tab = await world.openTab(PAGE);
  const popup = await world.openPopup(tab);
  await popup.board('Sheds').click();
  assert.equal(await popup.board('Garden').count(), 0);
  await world.look(popup, 'popup-two');
  await popup.role('button', word('account_switch', "Ada's table")).click();
  await popup.board('Garden').click();
  assert.equal(await popup.board('Sheds').count(), 0);
  await popup.role('button', 'Save').click();
  await popup.role('status').shows(exactly(word('saved', 'Garden')));
  assert.deepEqual((await world.standin.pins()).map((pin) => pin.account), ['ada']);
  await world.browser.closePopup();
  const again = await world.openPopup(tab);
  await again.board('Garden').wait();
  await again.accessKey('a');
  await again.board('Sheds').wait();
  await again.accessKey('a');
  await again.board('Garden').wait();
  await world.browser.closePopup();
  const settings = await world.openOptions();
  await settings.role('button', word('account_use')).click();
  await (await world.openPopup(tab)).board('Sheds').wait();
});

scenario('several that were chosen for one account are not saved to boards of another', {}, async (world) => {
  await connectBen(world, await world.connect());
  const popup = await world.openPopup(await world.openTab('https://shop.example/'));
  await popup.board('Sheds').click();
  await popup.role('button', word('several')).click();
  await popup.css('#picture-1').click();
  await popup.role('checkbox', word('several_each_board')).click();
  await popup.role('button', new RegExp(word('pictures_all'))).click();
  await popup.role('button', word('account_switch', "Ada's table")).click();
  await popup.board('Recipes').click();
  await popup.css('#save-target').shows(exactly(word('several_no_board', '1')));
  await popup.role('listbox', 'Pictures').evaluate((list) => list.focus());
  await popup.press('ArrowLeft');
  await popup.board('Garden').click();
  await popup.role('button', word('several_save_other', '2')).click();
  await popup.shows(exactly(word('several_progress', '2', '2')));
  const pins = await world.standin.pins();
  assert.deepEqual(pins.map((pin) => [pin.account, pin.board_name]).sort(), [['ada', 'Garden'], ['ada', 'Recipes']]);
});

scenario('another account than the one to be connected again is told of', { allow: NETWORK }, async (world) => {
  await world.connect();
  const tab = await world.openTab(PAGE);
  const popup = await world.openPopup(tab);
  await popup.board('Garden').click();
  await world.standin.scripts({ refuse_tokens: true });
  await popup.role('button', word('boards_refresh')).click();
  await popup.role('alert').shows(problem('needs_reconnecting'));
  await world.browser.closePopup();
  await world.standin.scripts({ refuse_tokens: false });
  const options = await world.openOptions();
  await options.shows(exactly(word('options_account_expired')));
  await options.css('.account .primary').click();
  await consent(world, 'ben');
  await options.role('alert').shows(exactly(word('problem_other_account_title')));
  await options.role('alert').shows(/Ada's table/);
  await world.look(options, 'options-other');
  // A page that was opened since knows as well which one is meant: with ben beside her, ada is no longer the only one.
  const later = await world.openOptions();
  await later.css('[role=alert] .problem-foot .button').click();
  await consent(world, 'ada');
  await until('the right one is connected', async () => (await later.css('[role=alert]').count()) === 0);
  await later.shows(/ada · /);
  assert.equal(await later.role('button', word('connect')).count(), 0, 'nobody is left to be connected again');
});

scenario('secret boards are shown when the person wants them', {}, async (world) => {
  await world.connect();
  const tab = await world.openTab(PAGE);
  let popup = await world.openPopup(tab);
  await popup.board('Garden').wait();
  assert.equal(await popup.board('Reading nook').count(), 0);
  await world.browser.closePopup();
  const options = await world.openOptions();
  let secret = options.css('.account input[type=checkbox]');
  await secret.click();
  await consent(world, 'ada');
  await until('it is on', () => secret.evaluate((box) => box.checked));
  await world.look(options, 'options-secret');
  popup = await world.openPopup(tab);
  await popup.board('Reading nook').click();
  await popup.role('button', 'Save').click();
  await popup.role('status').shows(exactly(word('saved', 'Reading nook')));
  await world.browser.closePopup();
  secret = (await world.openOptions()).css('.account input[type=checkbox]');
  await secret.click();
  await consent(world, 'ada');
  await until('it is off', () => secret.evaluate((box) => !box.checked));
  popup = await world.openPopup(tab);
  await popup.board('Garden').wait();
  assert.equal(await popup.board('Reading nook').count(), 0);
});

scenario('whoever has no boards makes one in the popup', {}, async (world) => {
  await world.connect({ account: 'ben' });
  const tab = await world.openTab(PAGE);
  const popup = await world.openPopup(tab);
  await popup.shows(problem('no_boards'));
  await world.look(popup, 'popup-no-boards');
  await popup.role('textbox', word('board_create_label')).fill('Sheds');
  await popup.role('button', word('board_create')).click();
  await popup.board('Sheds').click();
  await popup.role('button', 'Save').click();
  await popup.role('status').shows(exactly(word('saved', 'Sheds')));
});

scenario('whoever has no boards makes one in the settings', {}, async (world) => {
  const options = await world.connect({ account: 'ben' });
  await options.shows(problem('no_boards'));
  await world.look(options, 'options-no-boards');
  await options.role('textbox', word('board_create_label')).fill('Sheds');
  await options.role('button', word('board_create')).click();
  await options.board('Sheds').click();
  await options.role('button', word('options_board_use')).click();
  await options.shows(exactly(word('options_board_now', 'Sheds')));
});

scenario('a default board that was deleted is said, once', {}, async (world) => {
  const options = await world.connect();
  await options.board('Garden').click();
  await options.role('button', word('options_board_use')).click();
  await options.shows(exactly(word('options_board_now', 'Garden')));
  await world.standin.seed({ boards_list: [{ name: 'Recipes', privacy: 'PUBLIC' }] });
  const tab = await world.openTab(PAGE);
  let popup = await world.openPopup(tab);
  await popup.role('button', word('boards_refresh')).click();
  await popup.role('alert').shows(exactly(word('problem_default_board_gone_title', 'Garden')));
  await popup.shows(exactly(word('choose_board')));
  await world.look(popup, 'popup-board-gone');
  await popup.role('button', word('dismiss')).click();
  await world.browser.closePopup();
  popup = await world.openPopup(tab);
  await popup.board('Recipes').click();
  assert.equal(await popup.css('[role=alert]').count(), 0);
});

scenario('what waits is asked about before an account is disconnected', { allow: NETWORK }, async (world) => {
  await world.connect();
  const tab = await world.openTab(PAGE);
  const popup = await world.openPopup(tab);
  await popup.board('Garden').click();
  await world.standin.scripts({ refuse_tokens: true });
  await popup.role('button', 'Save').click();
  await popup.role('alert').shows(problem('needs_reconnecting'));
  await world.browser.closePopup();
  const options = await world.openOptions();
  await options.shows(exactly(word('options_account_expired')));
  await options.role('button', word('disconnect')).click();
  await options.shows(exactly(word('disconnect_unsent', '1')));
  await world.look(options, 'options-leaving');
  await options.role('button', word('disconnect_confirm')).click();
  await options.shows(exactly(word('options_account_none')));
  assert.deepEqual(await world.standin.pins(), []);
});
