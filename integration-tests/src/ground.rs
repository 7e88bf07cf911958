//! A mesh that is ended and started again, on what is there then.

use o2c::{bus, data_dir::DataDir, demo::desk::Desk};
use o2c_kernel::Date;

use crate::{Mesh, mesh::Ground};

/// A mesh that does not run: meanwhile its databases may be put back.
pub struct Stopped {
    pub ground: Ground,
    today: Date,
    warehouse: String,
}

impl Mesh {
    /// Ends it when all has settled.
    pub async fn stop(self) -> Stopped {
        self.settle().await;
        self.mesh.shutdown().await;
        Stopped { ground: self.ground, today: self.today, warehouse: self.warehouse }
    }
}

impl Stopped {
    pub async fn start(self) -> Mesh {
        let Self { mut ground, today, warehouse } = self;
        // the bus ended with the process
        ground.options.bus = bus::within(&ground.databases);
        ground.start(today, warehouse).await
    }
}

impl Ground {
    pub(crate) async fn start(self, today: Date, warehouse: String) -> Mesh {
        let owned = DataDir::own(&self.dir).unwrap();
        let options = self.options.clone();
        let mesh = o2c::mesh::Mesh::start(&self.config, &self.databases, Some(owned), options).await.unwrap();
        let desk = Desk::new(&mesh.client());
        Mesh { mesh, desk, today, warehouse, dir: self.dir.clone(), ground: self }
    }
}
