// Tria, a three-legged oak stool.
#include "studio.inc"
#include "materials.inc"
#include "turned.inc"
#macro OneLeg(A)
  object {
    union { cone { <0,0.02,0>, 0.078, <0,1.3,0>, 0.122 } sphere { <0,1.3,0>, 0.122 } cone { <0,1.3,0>, 0.122, <0,2.66,0>, 0.092 } torus { 0.066, 0.012 translate 0.022*y } }
    Oak(<90,0,0>)
    translate <0,0,0> matrix <1,0,0, 0.235,1,0, 0,0,1, 0,0,0> translate <-1.10,0,0> rotate A*y
  }
#end
#declare SeatLine = array[12] { <0.001,-0.01>, <0.4,-0.01>, <0.80,0.0>, <1.00,0.03>, <1.10,0.09>, <1.125,0.165>, <1.095,0.225>, <1.02,0.240>, <0.88,0.225>, <0.62,0.190>, <0.30,0.170>, <0.001,0.165> }
#declare Seat = union {
  object { Turned(SeatLine, 12, 120, 160) }
  cylinder { <0,0.05,0>, <0,0.1,0>, 1 }
  Oak(<0,0,0>)
}
#macro Wedge(A) // leg ends shown through the seat, with a walnut wedge
  union {
    cylinder { <0,0.10,0>, <0,0.196,0>, 0.098 Oak(<90,20,0>) }
    box { <-0.016,0.10,-0.097>, <0.016,0.199,0.097> pigment { srgb <0.30,0.19,0.12> } finish { diffuse 0.7 specular 0.1 } }
    translate <-0.485,0,0> rotate A*y
  }
#end
#declare Stool = union {
  OneLeg(20) OneLeg(140) OneLeg(260)
  object { Seat translate 2.62*y }
  union { Wedge(20) Wedge(140) Wedge(260) translate 2.625*y }
  // stretchers
  #declare k = 0;
  #while (k < 3)
    cylinder { vrotate(<-1.10+0.235*0.95,0.95,0>, (20+120*k)*y), vrotate(<-1.10+0.235*0.95,0.95,0>, (140+120*k)*y), 0.062 Oak(<90,0,0>) }
    #declare k = k+1;
  #end
}
object { Stool rotate 12*y }
Studio(2.6)
#switch (Shot)
  #case (1) Photo(<0.6, 4.9, -10.5>, <0.02, 1.36, 0>, 26.5, 0, 0) #break
  #case (2) Photo(<0.5, 5.0, -3.4>, <0.05, 2.66, -0.10>, 31, 0, 0) #break
#end
