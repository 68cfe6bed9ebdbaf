/** @file The one script a shop includes. Placeholder until the launcher comes. */

document.documentElement.dataset['vitrine'] = 'loaded';
