/** @file The parts of the stage, loaded when somebody is likely to need them. */

import { loadDeviceTexts } from '../i18n/device';
import { loadStageTexts } from '../i18n/stage';

const stage = () => import('../coview/stage');
const layer = () => import('../upload/Layer');
const uploading = () => import('../upload/uploading');

const devices = () => import('./DeviceSheet');

/** The code for another device, and its words. */
export const loadDevices = () => Promise.all([devices(), loadDeviceTexts()]);

/** The stage, what takes own pictures, and the words of both. */
export const loadStage = () => Promise.all([stage(), layer(), uploading(), loadStageTexts()]);

/** What takes own pictures without a stage: sheet and queue, and where they are kept. */
export const loadUpload = () => Promise.all([layer(), uploading(), loadStageTexts()]);
