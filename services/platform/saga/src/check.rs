//! Whether a saga's definition is sound. Called before a runner starts, so that a mistake never meets an order.

use std::collections::HashSet;

use crate::{Saga, StepKind};

/// What is wrong with a saga's definition.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DefinitionError {
    /// The pivot says "done" in one transaction; without it a saga could never end.
    #[error("saga {saga} must end with its pivot and have no other")]
    Pivot {
        /// The saga.
        saga: &'static str,
    },
    /// A step that changes another service and cannot be undone would leave its effect behind after a refusal.
    #[error("step {step} of saga {saga} changes another service and has no undo")]
    NoUndo {
        /// The saga.
        saga: &'static str,
        /// The step.
        step: &'static str,
    },
    /// Two steps of one name would share a call id: the second would get the first's answer.
    #[error("saga {saga} has two steps called {step}")]
    NameTwice {
        /// The saga.
        saga: &'static str,
        /// The name.
        step: &'static str,
    },
}

/// Checks that the pivot is there, last and alone, that every remote step has an undo, and that names are unique.
///
/// # Errors
/// The first thing that is wrong.
pub fn validate<S: Saga>() -> Result<(), DefinitionError> {
    let mut names = HashSet::new();
    let last = S::STEPS.len().checked_sub(1).ok_or(DefinitionError::Pivot { saga: S::NAME })?;
    for (index, step) in S::STEPS.iter().enumerate() {
        if !names.insert(step.name()) {
            return Err(DefinitionError::NameTwice { saga: S::NAME, step: step.name() });
        }
        match step.kind() {
            StepKind::Pivot(_) if index == last => {}
            StepKind::Read(_) | StepKind::Remote { undo: Some(_), .. } if index != last => {}
            StepKind::Remote { undo: None, .. } => {
                return Err(DefinitionError::NoUndo { saga: S::NAME, step: step.name() });
            }
            StepKind::Pivot(_) | StepKind::Read(_) | StepKind::Remote { .. } => {
                return Err(DefinitionError::Pivot { saga: S::NAME });
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use futures::future::BoxFuture;
    use o2c_kernel::Call;
    use o2c_store::Tx;

    use super::*;
    use crate::{Action, Pivot, Running, SagaError, Step};

    /// A saga with the steps numbered `N`.
    struct Numbered<const N: u8>;

    impl<const N: u8> Saga for Numbered<N> {
        const NAME: &'static str = "numbered";
        type Context = ();
        type Parameters = ();
        type Progress = ();
        type Refusal = ();
        const STEPS: &'static [Step<Self>] = match N {
            0 => {
                &[Step::read("look", nothing()), Step::new("do", nothing()).undo(nothing()), Step::pivot("end", end())]
            }
            1 => &[],
            2 => &[Step::read("look", nothing())],
            3 => &[Step::pivot("end", end()), Step::pivot("again", end())],
            4 => &[Step::new("do", nothing()), Step::pivot("end", end())],
            _ => &[Step::read("look", nothing()), Step::pivot("look", end())],
        };

        fn refused<'a>(
            (): &'a (),
            _: &'a Tx,
            _: &'a Call,
            _: &'a [Running<Self>],
        ) -> BoxFuture<'a, Result<(), SagaError>> {
            Box::pin(async { Ok(()) })
        }
    }

    const fn nothing<const N: u8>() -> Action<Numbered<N>> {
        |(), _, _| Box::pin(async { Ok(Vec::new()) })
    }

    const fn end<const N: u8>() -> Pivot<Numbered<N>> {
        |(), _, _, _| Box::pin(async { Ok(Vec::new()) })
    }

    #[test]
    fn a_definition_is_checked_before_it_runs() {
        let pivot = DefinitionError::Pivot { saga: "numbered" };
        assert_eq!(validate::<Numbered<0>>(), Ok(()));
        assert_eq!(validate::<Numbered<1>>(), Err(pivot.clone()));
        assert_eq!(validate::<Numbered<2>>(), Err(pivot.clone()));
        assert_eq!(validate::<Numbered<3>>(), Err(pivot));
        assert_eq!(validate::<Numbered<4>>(), Err(DefinitionError::NoUndo { saga: "numbered", step: "do" }));
        assert_eq!(validate::<Numbered<5>>(), Err(DefinitionError::NameTwice { saga: "numbered", step: "look" }));
    }
}
