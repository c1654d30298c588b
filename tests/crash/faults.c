// SPDX-License-Identifier: MIT
// Stands between a host and the C library (LD_PRELOAD), for files named data.mdb only: writes down
// what goes to the disk, and lets a chosen call fail. It is told by environment variables:
//
//   PLAYSYNC_JOURNAL  a file; gets a record, see `record`, for each write, sync and truncation
//   PLAYSYNC_STALL    milliseconds that each sync takes longer
//   PLAYSYNC_FAULT    "CALL N ERRNO once|ever": the N-th call fails, or it and all after it. CALL
//   is
//                     write, sync, map, open, or alloc: malloc of more than 64 bytes on the thread
//                     that names itself "playsync"
//
// When a fault is reached for the first time it says so on the standard error.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#define SHOWN __attribute__((visibility("default")))
#define MOST_FILES 1024
#define SMALL_ALLOCATION 64

void* __libc_malloc(size_t size);

static char const* const calls[] = {"write", "sync", "map", "open", "alloc"};
enum call { WRITE, SYNC, MAP, OPEN, ALLOC };

static struct {
    long number; // 0: none
    int error;
    int ever;
    atomic_long seen;
} faults[sizeof calls / sizeof *calls];

static atomic_flag said = ATOMIC_FLAG_INIT;
static int journal = -1;
static long stall;                                         // ms
static enum { NOT_OURS, PLAIN, SYNCED } files[MOST_FILES]; // by descriptor; SYNCED: O_DSYNC
static __thread int in_plugin __attribute__((tls_model("initial-exec")));

static ssize_t (*real_write)(int, void const*, size_t);

__attribute__((constructor)) static void read_environment(void)
{
    real_write = __extension__(ssize_t(*)(int, void const*, size_t)) dlsym(RTLD_NEXT, "write");
    char const* path = getenv("PLAYSYNC_JOURNAL");
    if (path)
        journal = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    char const* slow = getenv("PLAYSYNC_STALL");
    if (slow)
        stall = strtol(slow, NULL, 10);
    for (char const* text = getenv("PLAYSYNC_FAULT"); text;) {
        char call[8], how[8];
        long number;
        int error;
        if (sscanf(text, "%7s %ld %d %7[a-z]", call, &number, &error, how) != 4)
            return;
        for (int i = 0; i < (int)(sizeof calls / sizeof *calls); ++i) {
            if (strcmp(call, calls[i]) != 0)
                continue;
            faults[i].number = number;
            faults[i].error = error;
            faults[i].ever = strcmp(how, "ever") == 0;
        }
        text = strchr(text, ',');
        text = text ? text + 1 : NULL;
    }
}

/// Whether this call is to fail; errno says why then.
static int fails(enum call call)
{
    if (faults[call].number == 0)
        return 0;
    long number = atomic_fetch_add(&faults[call].seen, 1) + 1;
    if (number != faults[call].number && !(faults[call].ever && number > faults[call].number))
        return 0;
    static char const reached[] = "the fault is reached\n";
    if (!atomic_flag_test_and_set(&said))
        (void)!real_write(STDERR_FILENO, reached, sizeof reached - 1);
    errno = faults[call].error;
    return 1;
}

static int kind_of(int fd)
{
    return fd >= 0 && fd < MOST_FILES ? (int)files[fd] : NOT_OURS;
}

/// One record: W write, D write that is on the disk when it returns, S sync, T truncation; then
/// three bytes of nothing, size (4 bytes) and offset (8 bytes) of the machine, and the bytes.
static void record(char what, uint64_t offset, const struct iovec* parts, int count)
{
    if (journal < 0)
        return;
    uint32_t size = 0;
    for (int i = 0; i < count; ++i)
        size += (uint32_t)parts[i].iov_len;
    unsigned char* bytes = __libc_malloc(16 + (size_t)size);
    memset(bytes, 0, 4);
    bytes[0] = (unsigned char)what;
    memcpy(bytes + 4, &size, 4);
    memcpy(bytes + 8, &offset, 8);
    unsigned char* at = bytes + 16;
    for (int i = 0; i < count; at += parts[i++].iov_len)
        memcpy(at, parts[i].iov_base, parts[i].iov_len);
    // One write, so that whoever looks at the length of the journal sees whole records.
    if (real_write(journal, bytes, 16 + (size_t)size) != (ssize_t)(16 + (size_t)size))
        abort();
    free(bytes);
}

static void record_write(int fd, uint64_t offset, const struct iovec* parts, int count)
{
    record(kind_of(fd) == SYNCED ? 'D' : 'W', offset, parts, count);
}

#define REAL(result, name, ...)                                                                    \
    static result (*real)(__VA_ARGS__);                                                            \
    if (!real)                                                                                     \
    real = __extension__(result(*)(__VA_ARGS__)) dlsym(RTLD_NEXT, name)

static int is_store(char const* path)
{
    char const* slash = strrchr(path, '/');
    return strcmp(slash ? slash + 1 : path, "data.mdb") == 0;
}

static int needs_mode(int flags)
{
    return (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE;
}

SHOWN int open(char const* path, int flags, ...)
{
    REAL(int, "open", char const*, int, ...);
    va_list more;
    va_start(more, flags);
    mode_t mode = needs_mode(flags) ? va_arg(more, mode_t) : 0;
    va_end(more);
    int ours = is_store(path);
    if (ours && fails(OPEN))
        return -1;
    int fd = real(path, flags, mode);
    if (fd >= 0 && fd < MOST_FILES)
        files[fd] = !ours ? NOT_OURS : (flags & O_DSYNC) ? SYNCED : PLAIN;
    return fd;
}

SHOWN int open64(char const* path, int flags, ...)
{
    va_list more;
    va_start(more, flags);
    mode_t mode = needs_mode(flags) ? va_arg(more, mode_t) : 0;
    va_end(more);
    return open(path, flags, mode);
}

SHOWN int close(int fd)
{
    REAL(int, "close", int);
    if (fd >= 0 && fd < MOST_FILES)
        files[fd] = NOT_OURS;
    return real(fd);
}

SHOWN ssize_t write(int fd, void const* bytes, size_t size)
{
    if (!kind_of(fd))
        return real_write(fd, bytes, size);
    if (fails(WRITE))
        return -1;
    struct iovec part = {(void*)bytes, size};
    record_write(fd, (uint64_t)lseek(fd, 0, SEEK_CUR), &part, 1);
    return real_write(fd, bytes, size);
}

SHOWN ssize_t pwrite(int fd, void const* bytes, size_t size, off_t offset)
{
    REAL(ssize_t, "pwrite", int, void const*, size_t, off_t);
    struct iovec part = {(void*)bytes, size};
    if (kind_of(fd) && fails(WRITE))
        return -1;
    if (kind_of(fd))
        record_write(fd, (uint64_t)offset, &part, 1);
    return real(fd, bytes, size, offset);
}

SHOWN ssize_t writev(int fd, const struct iovec* parts, int count)
{
    REAL(ssize_t, "writev", int, const struct iovec*, int);
    if (kind_of(fd) && fails(WRITE))
        return -1;
    if (kind_of(fd))
        record_write(fd, (uint64_t)lseek(fd, 0, SEEK_CUR), parts, count);
    return real(fd, parts, count);
}

SHOWN ssize_t pwritev(int fd, const struct iovec* parts, int count, off_t offset)
{
    REAL(ssize_t, "pwritev", int, const struct iovec*, int, off_t);
    if (kind_of(fd) && fails(WRITE))
        return -1;
    if (kind_of(fd))
        record_write(fd, (uint64_t)offset, parts, count);
    return real(fd, parts, count, offset);
}

SHOWN int ftruncate(int fd, off_t size)
{
    REAL(int, "ftruncate", int, off_t);
    if (kind_of(fd) && fails(WRITE))
        return -1;
    if (kind_of(fd))
        record('T', (uint64_t)size, NULL, 0);
    return real(fd, size);
}

static int sync_by(int (*real)(int), int fd)
{
    if (kind_of(fd) && fails(SYNC))
        return -1;
    if (kind_of(fd) && stall > 0)
        poll(NULL, 0, (int)stall);
    int result = real(fd);
    if (kind_of(fd) && result == 0)
        record('S', 0, NULL, 0);
    return result;
}

SHOWN int fdatasync(int fd)
{
    REAL(int, "fdatasync", int);
    return sync_by(real, fd);
}

SHOWN int fsync(int fd)
{
    REAL(int, "fsync", int);
    return sync_by(real, fd);
}

SHOWN void* mmap(void* at, size_t size, int protection, int flags, int fd, off_t offset)
{
    REAL(void*, "mmap", void*, size_t, int, int, int, off_t);
    if (kind_of(fd) && fails(MAP))
        return MAP_FAILED;
    return real(at, size, protection, flags, fd, offset);
}

SHOWN int pthread_setname_np(pthread_t thread, char const* name)
{
    REAL(int, "pthread_setname_np", pthread_t, char const*);
    if (pthread_equal(thread, pthread_self()) && strcmp(name, "playsync") == 0)
        in_plugin = 1;
    return real(thread, name);
}

SHOWN void* malloc(size_t size)
{
    if (in_plugin && size > SMALL_ALLOCATION && fails(ALLOC))
        return NULL;
    return __libc_malloc(size);
}
