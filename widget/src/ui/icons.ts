/** @file The icons in use, by what they mean. */

export { default as down } from 'lucide-static/icons/arrow-down.svg?raw';
export { default as send } from 'lucide-static/icons/arrow-up.svg?raw';
export { default as tick } from 'lucide-static/icons/check.svg?raw';
export { default as ticks } from 'lucide-static/icons/check-check.svg?raw';
export { default as hide } from 'lucide-static/icons/chevron-down.svg?raw';
export { default as back } from 'lucide-static/icons/chevron-left.svg?raw';
export { default as alert } from 'lucide-static/icons/circle-alert.svg?raw';
export { default as together } from 'lucide-static/icons/eye.svg?raw';
export { default as agent } from 'lucide-static/icons/headset.svg?raw';
export { default as picture } from 'lucide-static/icons/image.svg?raw';
export { default as note } from 'lucide-static/icons/info.svg?raw';
export { default as keyboard } from 'lucide-static/icons/keyboard.svg?raw';
export { default as menu } from 'lucide-static/icons/menu.svg?raw';
export { default as chats } from 'lucide-static/icons/messages-square.svg?raw';
export { default as restart } from 'lucide-static/icons/rotate-ccw.svg?raw';
export { default as page } from 'lucide-static/icons/shopping-bag.svg?raw';
export { default as phone } from 'lucide-static/icons/smartphone.svg?raw';
export { default as bin } from 'lucide-static/icons/trash-2.svg?raw';
export { default as plug } from 'lucide-static/icons/unplug.svg?raw';
export { default as person } from 'lucide-static/icons/user-round.svg?raw';
export { default as offline } from 'lucide-static/icons/wifi-off.svg?raw';
export { default as close } from 'lucide-static/icons/x.svg?raw';
