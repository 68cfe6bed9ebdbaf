/*
 * Preloaded into a server by the bench `chat`: each flush of a file takes VITRINE_BENCH_SYNC_US
 * microseconds longer, as on a disk that really waits. The server itself knows nothing of it.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

static void wait_for_disk(void) {
  const char *us = getenv("VITRINE_BENCH_SYNC_US");
  if (us != NULL) usleep((useconds_t)strtoul(us, NULL, 10));
}

int fsync(int fd) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
  wait_for_disk();
  return real(fd);
}

int fdatasync(int fd) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
  wait_for_disk();
  return real(fd);
}
