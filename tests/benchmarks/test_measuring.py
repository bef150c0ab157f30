"""What a page costs is told from start-up, and a missed target is named."""

from tests.benchmarks.measuring import BaselineCost, Comparison, CrawlCost, percentile, slope


def crawl(pages: int, workers_cpu_s: float, **others: float) -> CrawlCost:
    costs = {
        "wall_s": pages / 20,
        "main_cpu_s": pages / 400,
        "database_cpu_s": pages * 0.0075,
        "workers_cpu_s": workers_cpu_s,
        "postgres_cpu_s": pages / 500,
        "main_peak_mb": 150.0,
        "workers_peak_mb": 150.0,
        "loop_delay_p99_ms": 20.0,
        "loop_delay_max_ms": 200.0,
    }
    return CrawlCost(
        pages=pages, articles=pages, copies=0, aliases=0, rejected=0, **(costs | others)
    )


def compared(**large: float) -> Comparison:
    return Comparison(
        small=crawl(100, 6),
        large=crawl(1000, 42, **large),
        small_baseline=BaselineCost(pages=100, cpu_s=5),
        large_baseline=BaselineCost(pages=1000, cpu_s=41),
    )


def test_start_up_is_told_from_what_a_page_costs() -> None:
    found = slope((100, 6.0), (1000, 42.0))
    assert (round(found.a_page, 6), round(found.start_up, 6)) == (0.04, 2)


def test_the_ratio_is_of_all_processes_to_the_baseline() -> None:
    assert round(compared().ratio, 6) == 1.25
    assert compared().misses == []


def test_each_missed_target_is_named() -> None:
    missed = compared(main_peak_mb=200, loop_delay_p99_ms=130, main_cpu_s=100, archive_cpu_s=20)
    assert [miss.split(":")[0] for miss in missed.misses] == [
        "ratio to bare extraction",
        "main process, ms a page",
        "loop delay p99 in ms",
        "growth of the main process in MB",
        "share of the archive",
    ]


def test_what_bare_scrapy_and_the_archive_take_is_no_part_of_the_main_process() -> None:
    costs = Comparison(
        small=crawl(100, 6, main_cpu_s=1.2, archive_cpu_s=0.2),
        large=crawl(1000, 42, main_cpu_s=8.4, archive_cpu_s=2.0),
        small_baseline=BaselineCost(pages=100, cpu_s=5),
        large_baseline=BaselineCost(pages=1000, cpu_s=41),
        small_bare=BaselineCost(pages=100, cpu_s=0.9),
        large_bare=BaselineCost(pages=1000, cpu_s=4.05),
    )
    assert round(costs.main_ms, 6) == 8
    assert round(costs.own_ms, 6) == 2.5


def test_the_archive_is_measured_by_the_page() -> None:
    costs = Comparison(
        small=crawl(100, 6, archive_bytes=100 * 50 * 1024, archive_cpu_s=0.1),
        large=crawl(1000, 42, archive_bytes=1, archive_cpu_s=1.0),
        small_baseline=BaselineCost(pages=100, cpu_s=5),
        large_baseline=BaselineCost(pages=1000, cpu_s=41),
    )
    assert costs.archive_kib == 50
    assert round(costs.archive_share, 6) == 0.02


def test_a_percentile_is_the_value_that_so_many_do_not_exceed() -> None:
    assert percentile([float(n) for n in range(1, 101)], 0.99) == 99
    assert percentile([7.0], 0.99) == 7
