/** @file All that a stage with a video needs; loaded when the first one is shown. */

import './video.css';

export { VideoBar } from './bar';
export { VideoLines, VideoStates } from './states';
export { VideoDesk } from './video_desk';
