//! Bringing things into order, with one small sort for all of them: each use of the standard library's own would add
//! 5 KB to the wasm file.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// The first `count` of `items` in the order that `compare` says; equal ones stay as they were.
pub fn first<T>(items: &[T], count: usize, compare: impl Fn(&T, &T) -> Ordering) -> Vec<&T> {
    let by_place = |a: usize, b: usize| match (items.get(a), items.get(b)) {
        (Some(a), Some(b)) => compare(a, b),
        _ => Ordering::Equal,
    };
    places(items.len(), count, &by_place).into_iter().filter_map(|place| items.get(place)).collect()
}

fn places(len: usize, count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let all: Vec<Place<'_>> = (0..len).map(|at| Place { at, compare }).collect();
    let mut heap = BinaryHeap::from(all);
    std::iter::from_fn(|| heap.pop()).take(count).map(|place| place.at).collect()
}

/// A place in a list. The greatest is the one that comes first, since that is what a heap gives.
struct Place<'a> {
    at: usize,
    compare: &'a dyn Fn(usize, usize) -> Ordering,
}

impl Ord for Place<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.compare)(other.at, self.at).then(other.at.cmp(&self.at))
    }
}

impl PartialOrd for Place<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Place<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Place<'_> {}

#[cfg(test)]
mod tests {
    use super::first;

    #[test]
    fn equal_ones_stay_as_they_were() {
        let items: Vec<(u32, usize)> = (0..200).map(|at| ((at as u32 * 7919) % 13, at)).collect();
        let mut expected = items.clone();
        expected.sort_by_key(|(key, _)| *key);
        let ordered: Vec<(u32, usize)> =
            first(&items, usize::MAX, |a, b| a.0.cmp(&b.0)).into_iter().copied().collect();
        assert_eq!(ordered, expected);
        let some: Vec<(u32, usize)> = first(&items, 5, |a, b| a.0.cmp(&b.0)).into_iter().copied().collect();
        assert_eq!(some, expected[..5]);
        assert!(first::<u32>(&[], 5, u32::cmp).is_empty());
    }
}
