/** @file The parts of the stage, loaded when somebody is likely to need them. */

const stage = () => import('../coview/stage');
const texts = () => import('../coview/texts');

/** The stage and its words. */
export const loadStage = () => Promise.all([stage(), texts()]);
