/* The toy in C, as little as can be done: no heap, no events in order. A child's stay decides between which
   censuses it comes and goes; the stock follows from these counts. */

#include <math.h>
#include <stdint.h>

static uint64_t state;

/* xorshift64* (Vigna, 2016), a uniform number in (0, 1]. */
static double uniform(void)
{
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return (double)(((state * 0x2545F4914F6CDD1DULL) >> 11) + 1) * 0x1p-53;
}

static double exponential(double mean) { return -mean * log(uniform()); }

void delay(uint64_t seed, long children, double entries_per_year, double mean_stay_years, long months, long *census)
{
    double horizon = months / 12.0;
    state = (seed + 1) * 0x9E3779B97F4A7C15ULL;
    for (long month = 0; month < months; month++)
        census[month] = 0;
    census[0] = children;
    for (long child = 0; child < children; child++) {
        double gone = exponential(mean_stay_years);
        if (gone < horizon)
            census[(long)(gone * 12.0)]--;
    }
    for (double come = exponential(1.0 / entries_per_year); come < horizon;
         come += exponential(1.0 / entries_per_year)) {
        double gone = come + exponential(mean_stay_years);
        census[(long)(come * 12.0)]++;
        if (gone < horizon)
            census[(long)(gone * 12.0)]--;
    }
    for (long month = 1; month < months; month++)
        census[month] += census[month - 1];
}
