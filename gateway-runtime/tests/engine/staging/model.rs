//! All operations in any order, against the table of what they do, written down naively.

use gateway_runtime::prelude::*;
use gateway_runtime::stage::{StageError, StagedArea};
use gateway_runtime::tokio::runtime::Runtime;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{App, Desk};

/// Which areas: by their places among all that were ever opened, or one that never was.
type Ids = Option<Vec<usize>>;

#[derive(Debug, Clone)]
enum Operation {
    Open(Ids),
    Add(u8, Ids),
    Remove(u8, Ids),
    Clear(Ids),
    Release(Ids),
}

/// An area, by its place among all that were ever opened, with the ids of its values.
type Area = (usize, Vec<u8>);

/// The table, row by row.
#[derive(Debug, Default)]
struct Model {
    areas: Vec<Area>,
    opened: usize,
}

impl Model {
    fn open(&mut self) -> Vec<Area> {
        self.opened += 1;
        self.areas.push((self.opened - 1, Vec::new()));
        self.areas.last().cloned().into_iter().collect()
    }

    fn has(&self, area: usize) -> bool {
        self.areas.iter().any(|(known, _)| *known == area)
    }

    fn named(&self, ids: &[usize]) -> Vec<usize> {
        self.areas.iter().map(|(area, _)| *area).filter(|area| ids.contains(area)).collect()
    }

    fn holding(&self, value: u8) -> Vec<usize> {
        self.areas.iter().filter(|(_, values)| values.contains(&value)).map(|(area, _)| *area).collect()
    }

    fn add_to(&mut self, area: usize, value: u8) {
        self.areas.iter_mut().filter(|(known, _)| *known == area).for_each(|(_, values)| values.push(value));
    }

    fn get(&self, areas: &[usize]) -> Vec<Area> {
        self.areas.iter().filter(|(area, _)| areas.contains(area)).cloned().collect()
    }

    /// What the operation answers; `None` if it is refused.
    fn run(&mut self, operation: &Operation) -> Option<Vec<Area>> {
        match operation {
            Operation::Open(Some(ids)) if !ids.is_empty() => None,
            Operation::Open(_) => Some(self.open()),
            Operation::Add(value, ids) => {
                let to: Vec<usize> = match ids.as_deref() {
                    None => self.areas.last().map(|(area, _)| *area).into_iter().collect(),
                    Some([]) => self.areas.iter().filter(|(_, values)| !values.contains(value)).map(|(area, _)| *area).collect(),
                    Some(ids) if ids.iter().all(|id| self.has(*id)) => ids.to_vec(),
                    Some(_) => return None,
                };
                let to = if to.is_empty() { vec![self.open()[0].0] } else { to };
                for area in &to {
                    self.add_to(*area, *value);
                }
                Some(self.get(&to))
            }
            Operation::Remove(value, ids) => {
                let holding = self.holding(*value);
                let from: Vec<usize> = match ids.as_deref() {
                    None => holding.last().copied().into_iter().collect(),
                    Some([]) => holding,
                    Some(ids) => self.named(ids).into_iter().filter(|area| holding.contains(area)).collect(),
                };
                self.areas.iter_mut().filter(|(area, _)| from.contains(area)).for_each(|(_, values)| values.retain(|known| known != value));
                Some(self.get(&from))
            }
            Operation::Clear(Some(ids)) if !ids.is_empty() => {
                let named = self.named(ids);
                self.areas.iter_mut().filter(|(area, _)| named.contains(area)).for_each(|(_, values)| values.clear());
                Some(self.get(&named))
            }
            Operation::Clear(ids) => {
                let dropped = if ids.is_some() { std::mem::take(&mut self.areas) } else { self.areas.pop().into_iter().collect() };
                Some(dropped.into_iter().map(|(area, _)| (area, Vec::new())).collect())
            }
            Operation::Release(ids) => {
                let goes = |area: usize| ids.as_ref().is_none_or(|ids| ids.contains(&area));
                let (released, stays) = std::mem::take(&mut self.areas).into_iter().partition(|(area, _)| goes(*area));
                self.areas = stays;
                Some(released)
            }
        }
    }
}

fn ids() -> impl Strategy<Value = Ids> {
    prop_oneof![2 => Just(None), 1 => Just(Some(Vec::new())), 2 => prop::collection::vec(0_usize..6, 1..3).prop_map(Some)]
}

fn operation() -> impl Strategy<Value = Operation> {
    prop_oneof![
        2 => ids().prop_map(Operation::Open),
        4 => (0_u8..4, ids()).prop_map(|(value, ids)| Operation::Add(value, ids)),
        2 => (0_u8..4, ids()).prop_map(|(value, ids)| Operation::Remove(value, ids)),
        1 => ids().prop_map(Operation::Clear),
        1 => ids().prop_map(Operation::Release),
    ]
}

/// Areas as the model knows them: `known` has the ids in the order in which they were opened.
fn shown(areas: &[StagedArea], known: &mut Vec<String>) -> Vec<Area> {
    let shown = areas.iter().map(|area| {
        let id = area.id.to_string();
        let place = known.iter().position(|known| *known == id).unwrap_or_else(|| {
            known.push(id);
            known.len() - 1
        });
        let values = area.items.iter().map(|item| {
            let mut out = Vec::new();
            item.write_elements(&mut out);
            serde_json::from_slice::<Value>(&out).unwrap()["id"].as_str().unwrap().parse().unwrap()
        });
        (place, values.collect())
    });
    shown.collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn every_operation_does_what_its_row_of_the_table_says(operations in prop::collection::vec(operation(), 1..40)) {
        Runtime::new().unwrap().block_on(async {
            let live = Live::start(App::from_settings([]).unwrap(), LiveOptions::default()).await.unwrap();
            let (handle, channel) = (live.handle(), Desk::orders.index());
            let (mut model, mut known) = (Model::default(), Vec::new());
            for operation in &operations {
                let named = |ids: &Ids| -> Option<Vec<String>> {
                    let id = |place: &usize| known.get(*place).cloned().unwrap_or_else(|| format!("none-{place}"));
                    Some(ids.as_ref()?.iter().map(id).collect())
                };
                let body = |value: u8| json!({ "size": 1, "id": value.to_string() });
                let answer = match operation {
                    Operation::Open(ids) => handle.stage_open(channel, named(ids).as_deref()),
                    Operation::Add(value, ids) => handle.stage_add(channel, &body(*value), named(ids).as_deref()),
                    Operation::Remove(value, ids) => handle.stage_remove(channel, Some(&value.to_string()), named(ids).as_deref()),
                    Operation::Clear(ids) => handle.stage_remove(channel, None, named(ids).as_deref()),
                    Operation::Release(ids) => handle.stage_release(channel, named(ids).as_deref()),
                };
                let answer = match answer {
                    Ok(areas) => Some(shown(&areas, &mut known)),
                    Err(StageError::NothingToAdd | StageError::UnknownArea(_)) => None,
                    Err(error) => panic!("{error}"),
                };
                prop_assert_eq!(answer, model.run(operation), "{:?}", operation);
                prop_assert_eq!(&shown(&handle.stage_areas(channel, None).unwrap(), &mut known), &model.areas, "{:?}", operation);
            }
            live.stop().await.unwrap();
            Ok(())
        })?;
    }
}
